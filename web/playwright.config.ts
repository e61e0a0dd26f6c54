import { defineConfig } from '@playwright/test'
import { CHROMIUM } from './e2e/chromium.ts'

/** Stories of people who use the app, in a browser, against the program itself. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/serve.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  reporter: 'list',
  // Bounds for what hangs; nothing is measured by them.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  projects: [
    { name: 'stories', testMatch: '*.spec.ts' },
    { name: 'shots', testMatch: '*.shots.ts' },
    { name: 'measure', testMatch: '*.measure.ts', fullyParallel: false },
  ],
  use: {
    browserName: 'chromium',
    // Set by `serve.ts`, which runs before the stories' own processes read this.
    baseURL: process.env.OSD_URL,
    launchOptions: CHROMIUM,
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: 'America/New_York',
    colorScheme: 'light',
    // The app's own files must come from the server that is tested, unless a story says otherwise.
    serviceWorkers: 'block',
    trace: 'off',
  },
})
