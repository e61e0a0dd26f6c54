import { expect, test } from './story.ts'

test.use({ mayComplainOf: /404/ })

const NOWHERE = [
  '/nowhere',
  '/managers/9',
  '/managers/not-a-number',
  '/securities/000000000',
  '/filings/0009999999-99-999999',
  '/filings/nonsense',
]

for (const path of NOWHERE) {
  test(`${path} is not there, for people and for programs`, async ({ page }) => {
    const response = await page.goto(path)
    expect(response?.status()).toBe(404)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page).toHaveTitle(/^Not found/)
    await page.getByRole('main').getByRole('link', { name: 'Managers' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Managers')
  })
}

test('the API says so in its own way', async ({ request }) => {
  const answer = await request.get('/api/v1/managers/9', { headers: { accept: 'text/html' } })
  expect(answer.status()).toBe(404)
  expect(answer.headers()['content-type']).toContain('application/problem+json')
})
