"""Webhooks that a resource of the client reads, which has operations of its own as well."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Ferry, version: '1'}
servers: [{url: https://ferry.example}]
paths:
  /webhooks:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}
webhooks:
  left:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Left'}}}}
      responses: {'200': {description: ok}}
components:
  schemas:
    Left: {type: object, required: [type], properties: {type: {type: string, const: left}, portName: {type: string}}}
"""

NAMES = """
organization: {name: ferry}
resources:
  webhooks:
    models: {left: Left}
    methods: {list: get /webhooks, unwrap: {type: webhook_unwrap, discriminator: type}}
client_settings: {opts: {webhook_key: {type: string, nullable: true, read_env: FERRY_WEBHOOK_KEY}}}
"""
