"""A document whose answers and arguments have classes inside them, and the mapping that names some of them."""

from __future__ import annotations

DOCUMENT = """
openapi: 3.1.0
info: {title: Harbour, version: '1'}
servers: [{url: https://harbour.example}]
paths:
  /ships:
    get:
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/ShipRow'}}}}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                decks: {type: array, items: {$ref: '#/components/schemas/Deck'}}
                harbour: {$ref: '#/components/schemas/Harbour'}
                owner: {$ref: '#/components/schemas/Owner'}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Ship'}}}}}
  /ships/{ship_id}:
    parameters: [{name: ship_id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                allOf:
                  - $ref: '#/components/schemas/Envelope'
                  - {type: object, required: [data], properties: {data: {$ref: '#/components/schemas/ShipData'}}}
  /ships/{ship_id}/crews:
    parameters: [{name: ship_id, in: path, required: true, schema: {type: string}}]
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/CrewRequest'}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/CrewAnswer'}}}}
components:
  schemas:
    Envelope: {type: object, required: [code], properties: {code: {type: integer}}}
    Harbour: {type: object, properties: {city: {type: string}, tide: {$ref: '#/components/schemas/Tide'}}}
    Tide: {type: object, properties: {height: {type: number}}}
    Owner:
      type: object
      properties: {name: {type: string}, address: {type: object, properties: {city: {type: string}}}}
    Deck: {type: object, properties: {cabins: {type: array, items: {$ref: '#/components/schemas/Cabin'}}}}
    Cabin: {type: object, properties: {beds: {type: integer}}}
    ShipRow: {type: object, properties: {id: {type: string}, flag: {$ref: '#/components/schemas/Flag'}}}
    Flag: {type: object, properties: {colour: {type: string}}}
    ShipData: {type: object, properties: {flags: {type: array, items: {$ref: '#/components/schemas/Flag'}}}}
    Cargo:
      oneOf: [{$ref: '#/components/schemas/Grain'}, {$ref: '#/components/schemas/Oil'}]
      discriminator: {propertyName: kind}
    Grain: {type: object, required: [kind], properties: {kind: {type: string, const: Grain}, tons: {type: number}}}
    Oil: {type: object, required: [kind], properties: {kind: {type: string, const: Oil}, barrels: {type: integer}}}
    Ship:
      type: object
      required: [id]
      properties:
        id: {type: string}
        homeURL: {$ref: '#/components/schemas/Link'}
        cargo: {$ref: '#/components/schemas/Cargo'}
        decks: {type: array, items: {$ref: '#/components/schemas/Deck'}}
        holds: {type: object, additionalProperties: {$ref: '#/components/schemas/Deck'}}
        harbour: {$ref: '#/components/schemas/Harbour'}
        sister: {$ref: '#/components/schemas/Ship'}
        none: {$ref: '#/components/schemas/Link'}
        any: {$ref: '#/components/schemas/Link'}
        2nd: {$ref: '#/components/schemas/Link'}
    Link:
      type: object
      properties:
        href: {type: string}
        target: {oneOf: [{$ref: '#/components/schemas/Grain'}, {$ref: '#/components/schemas/Flag'}, {type: string}]}
    Sailor: {type: object, properties: {name: {type: string}, rank: {$ref: '#/components/schemas/Rank'}}}
    Rank:
      type: object
      properties: {level: {type: integer}, by: {oneOf: [{$ref: '#/components/schemas/Captain'}, {type: string}]}}
    CrewRequest:
      type: object
      properties:
        sailors: {type: array, items: {$ref: '#/components/schemas/Sailor'}}
        watch: {type: string, enum: [day, night]}
        leader: {oneOf: [{$ref: '#/components/schemas/Captain'}, {type: string}]}
    CrewAnswer:
      type: object
      properties:
        captain: {$ref: '#/components/schemas/Captain'}
        leader: {oneOf: [{$ref: '#/components/schemas/Captain'}, {type: string}]}
        watch: {oneOf: [{type: string, enum: [day, night]}, {type: integer}]}
    Captain: {type: object, properties: {name: {type: string}}}
"""

NAMES = """
organization: {name: harbour-master}
resources:
  $shared: {models: {envelope: Envelope, owner: Owner}}
  ships:
    models: {ship: Ship, harbour: Harbour}
    methods: {list: get /ships, create: post /ships, retrieve: 'get /ships/{ship_id}'}
    subresources:
      crews:
        models: {sailor: Sailor}
        methods: {create: 'post /ships/{ship_id}/crews'}
"""
