"""A book shop in Flask, described with flask-smorest; `plain` is what it is without."""

import marshmallow
from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint

app = Flask("books")
app.config |= {"API_TITLE": "Book Shop", "API_VERSION": "v1", "OPENAPI_VERSION": "3.0.3"}
plain = Flask("plain")


class Book(marshmallow.Schema):
    id = marshmallow.fields.Integer(required=True)
    title = marshmallow.fields.String(required=True)


blueprint = Blueprint("books", "books", url_prefix="/books")


@blueprint.route("/")
class Books(MethodView):
    @blueprint.response(200, Book(many=True))
    def get(self):
        return []

    @blueprint.arguments(Book)
    @blueprint.response(201, Book)
    def post(self, book):
        return book


Api(app).register_blueprint(blueprint)
