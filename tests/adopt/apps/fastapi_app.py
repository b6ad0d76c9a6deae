"""A book shop in FastAPI, as its documentation shows it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, Literal

from fastapi import FastAPI, Query, UploadFile
from pydantic import BaseModel

app = FastAPI(title="Book Shop")
print("a banner that every start prints")


class Genre(str, Enum):
    CRIME = "crime"
    POETRY = "poetry"


class Book(BaseModel):
    id: int
    title: str
    genre: Genre
    printed_at: datetime | None = None


class Page(BaseModel):
    items: list[Book]
    page: int
    size: int
    total: int
    pages: int


@app.get("/books", tags=["books"])
def list_books(page: int = 1, size: int = 20, sort: Annotated[Literal["title", "-title"], Query()] = "title") -> Page:
    return Page(items=[], page=page, size=size, total=0, pages=0)


@app.post("/books", tags=["books"], status_code=201)
def create_book(book: Book) -> Book:
    return book


@app.get("/books/{book_id}", tags=["books"])
def get_book(book_id: int) -> Book:
    return Book(id=book_id, title="", genre=Genre.CRIME)


@app.post("/books/{book_id}/cover", tags=["books"])
def upload_cover(book_id: int, file: UploadFile) -> Book:
    return get_book(book_id)


@app.post("/books/lateness", tags=["books"])
def average_book_lateness() -> float:
    return 0.0
