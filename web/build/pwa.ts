import type { VitePWAOptions } from 'vite-plugin-pwa'

/**
 * Installable, with the app's own files at hand when there is no network. Data is never kept: what
 * the API answers is asked for anew, and its addresses are never answered with the app.
 */
export const pwa: Partial<VitePWAOptions> = {
  registerType: 'autoUpdate',
  injectRegister: false,
  manifest: {
    id: '/',
    name: 'Open SEC Data',
    short_name: 'SEC Data',
    description: 'What institutional managers reported on Form 13F.',
    start_url: '/',
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: '#17527a',
    icons: [
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  workbox: {
    globPatterns: [
      'index.html',
      'theme.js',
      'favicon.svg',
      'assets/*.{js,css}',
      'assets/inter-latin-wght*.woff2',
    ],
    navigateFallback: '/index.html',
    navigateFallbackDenylist: [/^\/api(\/|$)/, /^\/admin(\/|$)/, /^\/health$/, /^\/metrics$/],
    cleanupOutdatedCaches: true,
  },
}
