const place = document.getElementById("swagger-ui");
SwaggerUIBundle({ domNode: place, url: place.dataset.spec, validatorUrl: null });
