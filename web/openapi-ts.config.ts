import { defineConfig } from '@hey-api/openapi-ts'

/** `/api/v1/managers/{cik}/history` is `getManagersCikHistory`. */
function operationId(method: string, path: string): string {
  const words = path.replace(/^\/api\/v1/, '').match(/[A-Za-z0-9]+/g) ?? []
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

// The typed client of what the server says it answers. `npm run client` writes it anew; a test
// holds the committed files to docs/reference/openapi.json.
export default defineConfig({
  input: '../docs/reference/openapi.json',
  output: { path: 'src/api/generated' },
  parser: {
    patch: {
      operations: (method, path, operation) => {
        operation.operationId = operationId(method, path)
      },
    },
  },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
})
