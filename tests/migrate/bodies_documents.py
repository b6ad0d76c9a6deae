"""Bodies and credentials as documents write them: objects that may be null, of several types, with names that clash."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Depot, version: '1'}
servers: [{url: https://depot.example}]
paths:
  /runs:
    post:
      parameters: [{name: X-Depot-Key, in: header, required: true, schema: {type: string}}]
      requestBody:
        content:
          application/json:
            schema: {anyOf: [{$ref: '#/components/schemas/Run'}, {type: 'null'}]}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
  /runs/{run_id}:
    parameters: [{$ref: '#/components/parameters/Key'}]
    put:
      parameters: [{name: run_id, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [run_id], properties: {run_id: {type: string}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
  /items:
    post:
      security: [{Token: []}]
      parameters:
        - {name: X-Depot-Key, in: header, required: true, schema: {type: string}}
        - {name: X-Session, in: header, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf:
                - {type: object, required: [kind, size], properties: {kind: {type: string}, size: {type: integer}}}
                - {type: object, required: [kind, colour], properties: {kind: {type: string}, colour: {type: string}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
  /labels:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Label'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Label'}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Old'}}}}}
    put:
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Label'}}
          multipart/form-data: {schema: {type: object, properties: {scan: {type: string, format: binary}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Label'}}}}}
  /photos:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                more: {type: array, items: {type: string, format: binary}}
                taken: {type: string, format: date-time}
                about:
                  type: object
                  properties: {dockNumber: {type: integer}, crates: {type: array, items: {type: object}}}
                tags: {type: array, items: {type: string}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
components:
  parameters:
    Key: {name: x-depot-key, in: header, required: true, schema: {type: string}}
  securitySchemes:
    Key: {type: apiKey, in: header, name: X-Depot-Key}
    Token: {type: http, scheme: bearer}
    Session: {type: apiKey, in: header, name: X-Session}
  schemas:
    Run:
      type: object
      properties:
        first: {$ref: '#/components/schemas/Stop'}
        stops: {type: array, items: {$ref: '#/components/schemas/Stop'}}
        byName: {type: object, additionalProperties: {$ref: '#/components/schemas/Stop'}}
    Label: {type: object, properties: {text: {type: string}}}
    Old: {type: object, required: [file], properties: {file: {$ref: '#/components/schemas/File'}}}
    File: {type: object, properties: {size: {type: integer}}}
    Stop:
      type: object
      properties: {dockNumber: {type: integer}, __kind: {type: string}, next: {$ref: '#/components/schemas/Stop'}}
"""

NAMES = """
organization: {name: depot}
resources:
  runs: {methods: {create: post /runs, update: 'put /runs/{run_id}'}}
  items: {methods: {create: post /items}}
  photos: {methods: {add: post /photos}}
  oauth_labels: {models: {file: Label}, methods: {create: post /labels, replace: put /labels}}
client_settings:
  opts:
    api_key: {type: string, read_env: DEPOT_KEY, auth: {security_scheme: Key}}
    token: {type: string, nullable: true, read_env: DEPOT_TOKEN, auth: {security_scheme: Token}}
    session: {type: string, nullable: true, read_env: DEPOT_SESSION, auth: {security_scheme: Session}}
"""
