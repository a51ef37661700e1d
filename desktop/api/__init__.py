"""The carrier's HTTP API: one method an operation. Contract: `carrier/openapi.yaml`."""
