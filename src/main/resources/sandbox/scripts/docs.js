SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  // It would ask a server elsewhere whether the document is valid.
  validatorUrl: null,
});
