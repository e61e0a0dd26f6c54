import { fileURLToPath } from 'node:url'
import { quasar, transformAssetUrls } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { brotli } from './build/brotli.ts'
import { pwa } from './build/pwa.ts'

// Where `make dev` has the server; see the Makefile.
const server = process.env.OSD_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [vue({ template: { transformAssetUrls } }), quasar(), VitePWA(pwa), brotli()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': server, '/health': server },
  },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    // Small files inside scripts and styles as data: would be against the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: {
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'app',
          include: ['src/**/*.test.ts'],
          environment: 'happy-dom',
          setupFiles: ['tests/setup.ts'],
        },
      },
      { extends: true, test: { name: 'build', include: ['tests/*.test.ts'], environment: 'node' } },
    ],
  },
})
