"use strict";

// Requests go to the server that this page is from, whatever servers the document names.
const here = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        updateJsonSpec: (original) => (document) =>
          original({ ...document, servers: [{ url: window.location.origin, description: "This server" }] }),
      },
    },
  },
});

SwaggerUIBundle({
  dom_id: "#reference",
  url: "/openapi.yaml",
  plugins: [here],
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  requestSnippetsEnabled: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
