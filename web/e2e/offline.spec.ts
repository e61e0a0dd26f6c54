import { serve, type Served } from './program.ts'
import { expect, test } from './story.ts'

test.use({
  serviceWorkers: 'allow',
  // A browser asks for an icon beside the API's answer, and there is none.
  mayComplainOf: /ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 404/,
})

let served: Served

test.beforeEach(async () => {
  const home = process.env.OSD_HOME_OF_STORIES
  test.skip(home === undefined, 'a server that runs already is not to be stopped')
  served = await serve(home as string)
})

test.afterEach(async () => {
  await served?.stop()
})

test('without the server the app is still there, says so, and never answers for the API', async ({
  page,
}) => {
  await page.goto(`${served.url}/managers`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Managers')
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready
    if (!active) throw new Error('no service worker')
    await new Promise<void>((done) => {
      const look = () => active.state === 'activated' && done()
      active.addEventListener('statechange', look)
      look()
    })
  })

  const answered = await page.goto(`${served.url}/api/v1/periods`)
  expect(answered?.fromServiceWorker()).toBe(false)
  expect(answered?.headers()['content-type']).toContain('application/json')

  await served.stop()
  const shell = await page.goto(`${served.url}/status`)
  expect(shell?.fromServiceWorker()).toBe(true)
  await expect(page.getByRole('banner')).toBeVisible()
  await expect(page.getByRole('alert').first()).toContainText('could not be reached')

  for (const path of ['/api/v1/periods', '/api/docs/', '/health', '/admin']) {
    await expect(page.goto(served.url + path), path).rejects.toThrow(/ERR_CONNECTION_REFUSED/)
  }
})
