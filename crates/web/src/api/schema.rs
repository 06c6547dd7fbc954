//! Shapes of what comes in and goes out, as JSON Schema. Each is named in the description of the API by its title.

use serde_json::{Value, json};

fn text() -> Value {
    json!({
        "title": "Text",
        "type": "object",
        "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
        "required": ["en", "zh"],
        "additionalProperties": false
    })
}

pub(crate) fn me() -> Value {
    json!({
        "title": "Me",
        "type": "object",
        "properties": {
            "account": {"type": "string"},
            "person": {"type": "string"},
            "name": text(),
            "operator": {"type": "boolean"},
            "organisation": {"anyOf": [organisation(), {"type": "null"}]},
            "roles": {"type": "array", "items": {"type": "string"}},
            "scopes": {"type": "array", "items": {"enum": ["read", "write"]}}
        },
        "required": ["account", "person", "name", "operator", "organisation", "roles", "scopes"],
        "additionalProperties": false
    })
}

pub(crate) fn organisation() -> Value {
    json!({
        "title": "Organisation",
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "kind": {"enum": ["exporter", "consultant", "factory", "laboratory", "body"]},
            "name": text(),
            "country": {"type": "string"},
            "agent": {"type": ["string", "null"]}
        },
        "required": ["id", "kind", "name", "country", "agent"],
        "additionalProperties": false
    })
}

pub(crate) fn organisations() -> Value {
    json!({
        "title": "Organisations",
        "type": "object",
        "properties": {"organisations": {"type": "array", "items": organisation()}},
        "required": ["organisations"],
        "additionalProperties": false
    })
}

pub(crate) fn new_organisation() -> Value {
    json!({
        "title": "NewOrganisation",
        "type": "object",
        "properties": {
            "kind": {"enum": ["exporter", "consultant", "factory", "laboratory", "body"]},
            "name": text(),
            "country": {"type": "string", "minLength": 2, "maxLength": 2}
        },
        "required": ["kind", "name", "country"],
        "additionalProperties": false
    })
}

pub(crate) fn item() -> Value {
    json!({
        "title": "Item",
        "type": "object",
        "properties": {
            "kind": {"type": "string"},
            "id": {"type": "string"},
            "version": {"type": "integer", "minimum": 0},
            "title": {"type": "string"},
            "state": {"type": "string"},
            "scheme": {"type": "string"},
            "market": {"type": "string"},
            "turn": {"enum": ["", "body", "applicant", "nobody"]},
            "due": {"type": ["string", "null"], "format": "date"},
            "changed": {"type": "string", "format": "date-time"},
            "data": {"type": "object"}
        },
        "required": ["kind", "id", "version", "title", "state", "scheme", "market", "turn", "due", "changed", "data"],
        "additionalProperties": false
    })
}

pub(crate) fn items() -> Value {
    json!({
        "title": "Items",
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": item()},
            "total": {"type": "integer", "minimum": 0},
            "next": {"type": ["string", "null"]}
        },
        "required": ["items", "total", "next"],
        "additionalProperties": false
    })
}

pub(crate) fn problem() -> Value {
    json!({
        "title": "Problem",
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "reasons": {"type": "array", "items": {
                "title": "Reason",
                "type": "object",
                "properties": {"field": {"type": "string"}, "what": text(), "help": text()},
                "required": ["field", "what", "help"],
                "additionalProperties": false
            }}
        },
        "required": ["type", "title", "status", "detail", "reasons"],
        "additionalProperties": false
    })
}

pub(crate) fn product() -> Value {
    json!({
        "title": "Product",
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "version": {"type": "integer", "minimum": 1},
            "owner": {"type": "string"},
            "markets": {"type": "array", "items": {"type": "string"}},
            "text": {"type": "string", "description": "the product file, TOML"},
            "retired": {"type": ["string", "null"]},
            "scoped": {"type": ["object", "null"], "description": "the last answer of scope in short, with the packs it rests on"}
        },
        "required": ["id", "version", "owner", "markets", "text", "retired", "scoped"],
        "additionalProperties": false
    })
}

pub(crate) fn new_product() -> Value {
    json!({
        "title": "NewProduct",
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 200_000, "description": "the product file, TOML"},
            "markets": {"type": "array", "items": {"type": "string"}, "description": "markets beside those of shipments"},
            "why": {"type": "string"},
            "owner": {"type": "string", "description": "the client it belongs to; without it the own organisation"}
        },
        "required": ["text"],
        "additionalProperties": false
    })
}

pub(crate) fn scope() -> Value {
    json!({
        "title": "Scope",
        "type": "object",
        "properties": {"results": {"type": "array", "items": {"type": "object"}, "description": "as `certmap scope --format json` gives them"}},
        "required": ["results"],
        "additionalProperties": false
    })
}

pub(crate) fn plan() -> Value {
    json!({
        "title": "Plan",
        "type": "object",
        "description": "as `certmap plan --format json` gives it",
        "properties": {"product": {"type": "string"}, "steps": {"type": "array", "items": {"type": "object"}}},
        "required": ["product", "steps"]
    })
}
