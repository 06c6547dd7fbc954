//! The description of the API as OpenAPI 3.1, from the table of routes.

use crate::api::problem_schema;
use crate::route::{Face, Operation, Route, Verb};
use crate::routes::routes;
use serde_json::{Map, Value, json};

/// The description of the API.
#[must_use]
pub fn describe() -> Value {
    let mut schemas = Map::new();
    let mut paths: Map<String, Value> = Map::new();
    let problem = named(problem_schema(), &mut schemas);
    for route in routes() {
        let Face::Api(operation) = route.face else { continue };
        let said = operation_of(route, operation, &mut schemas);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Value::Object(verbs) = path {
            verbs.insert(route.verb.word().to_lowercase(), said);
        }
    }
    schemas.sort_keys();
    let problems: Map<String, Value> = PROBLEMS
        .iter()
        .map(|(s, what)| {
            (s.to_string(), json!({"description": what, "content": {"application/problem+json": {"schema": problem}}}))
        })
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "certmap",
            "version": "1",
            "description": "Certificates, cases and what serves them. Texts for people stand in English and Chinese. Errors are problems as RFC 9457 has them.",
            "license": {"name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT"}
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": problems,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "A token from the page of your account. What it may do is `read` or `write`."}}
        }
    })
}

fn operation_of(route: &Route, operation: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let mut parameters = Vec::new();
    for part in route.path.split('/').filter_map(|p| p.strip_prefix('{')?.strip_suffix('}')) {
        parameters.push(json!({"name": part, "in": "path", "required": true, "schema": {"type": "string"}}));
    }
    for (name, en, zh) in operation.query {
        parameters.push(
            json!({"name": name, "in": "query", "description": format!("{en} / {zh}"), "schema": {"type": "string"}}),
        );
    }
    if route.verb != Verb::Get {
        let key = "Your own name for this request: sent again with the same key, it is done once / 幂等键";
        parameters.push(json!({"name": "Idempotency-Key", "in": "header", "description": key, "schema": {"type": "string", "maxLength": 200}}));
    }
    let mut responses = Map::new();
    let answer = named((operation.answer)(), schemas);
    let said =
        |schema: &Value, kind: &str, what: &str| json!({"description": what, "content": {kind: {"schema": schema}}});
    responses.insert(operation.status.to_string(), said(&answer, "application/json", route.summary.0));
    let one = route.path.contains("{id}") && route.verb == Verb::Get;
    if one {
        responses.insert("304".to_owned(), json!({"description": "It is what you have"}));
    }
    for (status, _) in PROBLEMS.iter().filter(|(s, _)| fits(route, *s)) {
        responses.insert(status.to_string(), json!({"$ref": format!("#/components/responses/{status}")}));
    }
    let mut out = json!({
        "operationId": route.name,
        "summary": route.summary.0,
        "description": format!("{} Needs `{}`.", route.summary.1, operation.scope.word()),
        "parameters": parameters,
        "responses": responses,
    });
    if let (Some(request), Value::Object(out)) = (operation.request, &mut out) {
        let schema = named(request(), schemas);
        out.insert(
            "requestBody".to_owned(),
            json!({"required": true, "content": {"application/json": {"schema": schema}}}),
        );
    }
    out
}

const PROBLEMS: [(u16, &str); 8] = [
    (401, "No token, or one that is over"),
    (403, "Not for this token or role"),
    (404, "Nothing is here, or it is not yours to see"),
    (409, "Somebody else was faster"),
    (413, "More than fits"),
    (422, "Something is wrong with what was sent"),
    (429, "Too many requests"),
    (500, "Something here does not work"),
];

/// Whether a problem can come from a route.
fn fits(route: &Route, status: u16) -> bool {
    let writes = route.verb != Verb::Get;
    let asks = matches!(route.face, Face::Api(o) if !o.query.is_empty() || o.request.is_some());
    match status {
        404 => route.path.contains('{'),
        409 => writes,
        422 => writes || asks,
        _ => true,
    }
}

/// Puts every schema with a title among the named ones, and refers to it.
fn named(schema: Value, schemas: &mut Map<String, Value>) -> Value {
    match schema {
        Value::Object(map) => {
            let title = map.get("title").and_then(Value::as_str).map(str::to_owned);
            let inner: Map<String, Value> =
                map.into_iter().filter(|(k, _)| k != "title").map(|(k, v)| (k, named(v, schemas))).collect();
            match title {
                Some(title) => {
                    let place = json!({"$ref": format!("#/components/schemas/{title}")});
                    schemas.insert(title, Value::Object(inner));
                    place
                }
                None => Value::Object(inner),
            }
        }
        Value::Array(list) => Value::Array(list.into_iter().map(|v| named(v, schemas)).collect()),
        other => other,
    }
}
