"""A small document, and the mapping that the other generator made an SDK of it with."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Library, version: '1'}
servers: [{url: https://library.example}]
security: [{Key: []}]
paths:
  /books:
    get:
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [title], properties: {title: {type: string}, pageCount: {type: integer}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
  /books/{bookID}:
    get:
      deprecated: true
      parameters: [{name: bookID, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
  /books/{bookID}/loans:
    post:
      parameters: [{name: bookID, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {days: {type: integer}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}}}
components:
  securitySchemes: {Key: {type: http, scheme: bearer}}
  schemas:
    Book:
      type: object
      required: [id, price]
      properties:
        id: {type: string, format: uuid}
        price: {type: number}
        printedAt: {type: string, format: date-time}
        kind: {type: string, enum: [novel, atlas]}
        first: {$ref: '#/components/schemas/Loan'}
    Loan: {type: object, properties: {days: {type: integer}}}
"""

NAMES = """
organization: {name: city-library}
resources:
  $shared: {models: {loan: Loan}}
  books:
    models: {book: Book}
    methods: {list: get /books, create: post /books, retrieve: 'get /books/{bookID}'}
    subresources:
      loans: {methods: {create: 'post /books/{bookID}/loans'}}
client_settings:
  opts:
    api_key: {type: string, read_env: LIBRARY_KEY, auth: {security_scheme: Key}}
environments: {production: 'https://library.example', sandbox: 'https://sandbox.example'}
"""
