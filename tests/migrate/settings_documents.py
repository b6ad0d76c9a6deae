"""A names file that says much of the client, of bodies that have names of their own, and of answers that are taken out
of an object."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Harvest, version: '1'}
servers: [{url: 'https://{region}.harvest.example', variables: {region: {default: eu}}}]
security: [{Login: []}]
paths:
  /farms/{farm_id}/rows:
    parameters: [{name: farm_id, in: path, required: true, schema: {type: string}}]
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Row'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Rows'}}}}}
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: object, properties: {data: {type: object, properties: {count: {type: integer}}}}}
  /farms/{farm_id}/rows/{row_id}:
    parameters:
      - {name: farm_id, in: path, required: true, schema: {type: string}}
      - {name: row_id, in: path, required: true, schema: {type: string}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Row'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Farm'}}}}}
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Farm'}}}}}
    delete:
      parameters: [{name: X-Season, in: header, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Farm'}}}}}
  /notes:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: string}}}}
      responses: {'204': {description: ok}}
components:
  securitySchemes: {Login: {type: http, scheme: basic}}
  schemas:
    Row: {type: object, required: [plant], properties: {plant: {type: string}, plantedAt: {type: string}}}
    Rows: {type: object, required: [data], properties: {data: {type: array, items: {$ref: '#/components/schemas/Row'}}}}
    Farm:
      type: object
      required: [data, meta]
      properties: {data: {$ref: '#/components/schemas/Row'}, meta: {type: object}}
"""

NAMES = """
organization: {name: harvest}
settings: {unwrap_response_fields: [data]}
resources:
  farms:
    subresources:
      rows:
        models: {row: Row}
        methods:
          create: {endpoint: 'post /farms/{farm_id}/rows', body_param_name: rows}
          count: 'get /farms/{farm_id}/rows'
          replace: {endpoint: 'put /farms/{farm_id}/rows/{row_id}', body_param_name: RowToPlant}
          retrieve: {endpoint: 'get /farms/{farm_id}/rows/{row_id}', unwrap_response: data}
          delete: {endpoint: 'delete /farms/{farm_id}/rows/{row_id}', unwrap_response: false}
  notes: {methods: {add: {endpoint: post /notes, body_param_name: note, positional_params: [note]}}}
client_settings:
  default_headers: {X-Edition: 7, X-Beta: true}
  default_timeout: 2m
  default_retries: {max_retries: 5}
  idempotency: {header: X-Once}
  opts:
    farm_id: {type: string, nullable: true, send_as_path_param: farm_id}
    season: {type: string, default: spring, read_env: HARVEST_SEASON, send_in_header: X-Season}
    tractors: {type: integer, nullable: true, read_env: HARVEST_TRACTORS, send_as_query_param: tractors}
    region: {type: string, nullable: true, server_variable: region}
    username: {type: string, read_env: HARVEST_USER, auth: {security_scheme: Login, role: username}}
    password: {type: string, nullable: true, read_env: HARVEST_PASSWORD, auth: {security_scheme: Login, role: password}}
"""
