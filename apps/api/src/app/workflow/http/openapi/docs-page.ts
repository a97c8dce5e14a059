/** The page; its script is a file of its own, so that a strict content security policy lets it run. */
export function docsPage(prefix: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Workflow API</title>
<link rel="icon" type="image/png" href="${prefix}/docs/favicon-32x32.png">
<link rel="stylesheet" href="${prefix}/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="${prefix}/docs/swagger-ui-bundle.js"></script>
<script src="${prefix}/docs/start.js"></script>
</body>
</html>
`;
}

/** Starts Swagger-UI on our own document; its validator, which would ask another host, is off. */
export function docsStart(prefix: string): string {
  const options = { url: `${prefix}/openapi.json`, dom_id: '#docs', deepLinking: true, validatorUrl: null };
  return `window.SwaggerUIBundle(${JSON.stringify(options)});\n`;
}
