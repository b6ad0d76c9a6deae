"""A book shop in Litestar; a factory makes the application."""

from dataclasses import dataclass

from litestar import Litestar, get, post


@dataclass
class Book:
    id: int
    title: str


@get("/books", tags=["books"])
async def list_books() -> list[Book]:
    return []


@get("/books/{book_id:int}", tags=["books"])
async def get_book(book_id: int) -> Book:
    return Book(book_id, "")


@post("/books", tags=["books"])
async def create_book(data: Book) -> Book:
    return data


def create_app() -> Litestar:
    return Litestar([list_books, get_book, create_book])
