"""files: a multipart body."""

import sys
from io import BytesIO

from acme import Client
from acme.api.default import upload
from acme.models import UploadBody, UploadUploaded
from acme.types import File

body = UploadBody(file=File(payload=BytesIO(b"12345"), file_name="a.txt"), note="hi")
made = upload.sync(client=Client(base_url=sys.argv[1]), body=body)
assert isinstance(made, UploadUploaded)
assert made.bytes_ == 5
