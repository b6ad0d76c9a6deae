"""A names file for an SDK of the first generation: the package is a client itself, raw responses are not awaited."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Relay, version: '1'}
servers: [{url: https://relay.example}]
security: [{Key: []}]
paths:
  /ping: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}}
  /notes:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [text, teamId]
              properties: {text: {type: string}, teamId: {type: string}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
  /notes/stream:
    post:
      responses: {'200': {description: ok, content: {text/event-stream: {schema: {$ref: '#/components/schemas/Note'}}}}}
  /notes/{note_id}/scan:
    parameters: [{name: note_id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
    put:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {pages: {type: array, items: {type: string, format: binary}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}
components:
  securitySchemes: {Key: {type: http, scheme: bearer}}
  schemas:
    Note: {type: object, properties: {text: {type: string}}}
"""

NAMES = """
organization: {name: relay}
resources:
  $client: {methods: {ping: get /ping}}
  notes:
    models: {note: Note}
    methods:
      create:
        endpoint: post /notes
        default_request_options: {timeout: 90, max_retries: 0, headers: {X-Slow: 1}, query: {deep: true}}
      stream: {endpoint: post /notes/stream, streaming: {stream_event_model: notes.note}}
      scan: 'get /notes/{note_id}/scan'
      add_scan: 'put /notes/{note_id}/scan'
client_settings:
  opts:
    api_key: {type: string, read_env: RELAY_KEY, auth: {security_scheme: Key}}
    team: {type: string, nullable: true, send_as_body_param: teamId}
multipart_settings: {array_format: indices}
x-trueline: {module_client: true, plain_parse: true}
"""
