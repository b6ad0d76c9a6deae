"""Books, with pages, from Django REST framework."""

from rest_framework import routers, serializers, viewsets
from rest_framework.response import Response


class BookSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()


class BookViewSet(viewsets.GenericViewSet):
    queryset = []
    serializer_class = BookSerializer

    def list(self, request):
        return Response([])

    def retrieve(self, request, pk=None):
        return Response({})


router = routers.DefaultRouter()
router.register("books", BookViewSet, basename="book")
urlpatterns = router.urls
