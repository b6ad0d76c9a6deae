"""Package indexes: what is there, by hash; and how a file gets there exactly once."""

from trueline.release.index.access import Credentials
from trueline.release.index.client import IndexReader, behind
from trueline.release.index.delivery import Delivered, Patience, Standing, deliver, look, refuse_no_index, standing
from trueline.release.index.listing import File, Listing
from trueline.release.index.place import is_local, simple_url

__all__ = [
    "Credentials",
    "Delivered",
    "File",
    "IndexReader",
    "Listing",
    "Patience",
    "Standing",
    "behind",
    "deliver",
    "is_local",
    "look",
    "refuse_no_index",
    "simple_url",
    "standing",
]
