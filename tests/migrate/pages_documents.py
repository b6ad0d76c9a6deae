"""Lists in pages: by a cursor in the query or in the body, by the last item's id, by number; arrays, single pages."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Stage, version: '1'}
servers: [{url: https://stage.example}]
paths:
  /plays:
    get:
      parameters:
        - {name: pageToken, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  plays: {type: array, items: {$ref: '#/components/schemas/Play'}}
                  nextPageToken: {type: string}
  /plays/search:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {after: {type: string}, text: {type: string}}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                title: Everything
                type: object
                required: [found]
                properties:
                  found:
                    type: array
                    items: {title: Hit, type: object, required: [id], properties: {id: {type: string}}}
                  next: {type: [string, 'null']}
  /actors:
    get:
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Play'}}}}
  /seats:
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'200': {$ref: '#/components/responses/Numbered'}}
  /rows:
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'200': {$ref: '#/components/responses/Numbered'}}
  /doors:
    get:
      responses: {'200': {$ref: '#/components/responses/Numbered'}}
components:
  responses:
    Numbered:
      description: ok
      content:
        application/json:
          schema:
            type: object
            properties:
              data: {type: array, items: {$ref: '#/components/schemas/Play'}}
              pages: {type: integer}
  schemas:
    Play: {type: object, required: [id], properties: {id: {type: string}}}
"""

NAMES = """
organization: {name: stage}
resources:
  plays:
    models: {play: Play}
    methods: {list: get /plays, search: post /plays/search}
  actors: {methods: {list: get /actors}}
  seats: {methods: {list: get /seats}}
  rows: {methods: {list: {endpoint: get /rows, paginated: false}}}
  doors: {methods: {list: {endpoint: get /doors, paginated: single_page}}}
pagination:
  - name: token_page
    type: cursor
    request: {pageToken: {type: string, x-stainless-pagination-property: {purpose: next_cursor_param}}}
    response:
      plays: {type: array, items: {}, x-stainless-pagination-property: {purpose: items}}
      nextPageToken: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}
  - name: found_page
    type: cursor
    request: {after: {type: string, x-stainless-pagination-property: {purpose: next_cursor_param}}}
    response:
      found: {type: array, items: {}}
      next: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}
  - name: array_page
    type: cursor_id
    request: {after: {type: string, x-stainless-pagination-property: {purpose: next_cursor_id_param}}}
    response:
      items:
        type: array
        x-stainless-pagination-property: {purpose: items, is_top_level_array: true}
        items:
          type: object
          properties: {id: {type: string, x-stainless-pagination-property: {purpose: cursor_item_id}}}
  - name: page
    type: page_number
    request: {page: {type: integer, x-stainless-pagination-property: {purpose: page_number_param}}}
    response:
      data: {type: array, items: {}}
      pages: {type: integer, x-stainless-pagination-property: {purpose: total_page_count_field}}
  - name: single_page
    type: fake_page
    request: {}
    response: {data: {type: array, items: {}}}
"""
