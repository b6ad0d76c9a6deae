"""Methods that stream, by a names file: when an argument asks for it, always, never; lists in queries; a download."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Writer, version: '1'}
servers: [{url: https://writer.example}]
paths:
  /texts:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties: {prompt: {type: string}, streaming: {type: boolean, default: false}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Text'}}}}
  /texts/live:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Text'}}}}
  /drafts:
    get:
      parameters:
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, schema: {type: object, properties: {year: {type: integer}}}}
        - $ref: '#/components/parameters/Ids'
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {$ref: '#/components/schemas/Text'}}
            text/event-stream: {}
  /texts/{textID}/scan:
    get:
      parameters: [{name: textID, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
components:
  parameters:
    Ids: {name: ids, in: query, schema: {anyOf: [{type: array, items: {type: string}}, {type: 'null'}]}}
  schemas:
    Text: {type: object, required: [id], properties: {id: {type: string}}}
    Chunk: {type: object, required: [delta], properties: {delta: {type: string}}}
"""

NAMES = """
organization: {name: writer}
streaming:
  on_event:
    - {data_starts_with: '[DONE]', handle: done}
    - {event_type: ping, handle: continue}
    - {event_type: [failed, broken], handle: error, error_property: fault}
    - {kind: fallthrough, handle: yield, error_property: error}
resources:
  texts:
    models: {text: Text, chunk: Chunk}
    methods:
      create:
        endpoint: post /texts
        streaming: {stream_event_model: texts.chunk, param_discriminator: streaming}
      live: {endpoint: get /texts/live, streaming: {stream_event_model: texts.chunk, param_discriminator: null}}
      scan: get /texts/{textID}/scan
  drafts: {methods: {list: get /drafts}}
"""
