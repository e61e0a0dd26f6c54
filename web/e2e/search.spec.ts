import { expect, test } from './story.ts'

const SEARCHES = [
  {
    what: 'a name with typos',
    words: 'berkshier hathway',
    hit: /berkshire hathaway inc/i,
    at: /\/managers\/1067983$/,
  },
  { what: 'a ticker', words: 'AAPL', hit: /apple inc|aapl/i, at: /\/securities\/037833100$/ },
  { what: 'a CUSIP', words: '037833100', hit: /apple inc/i, at: /\/securities\/037833100$/ },
  {
    what: 'an accession number',
    words: '0009999999-25-000004',
    hit: /0009999999-25-000004/,
    at: /\/filings\/0009999999-25-000004$/,
  },
  { what: 'a CIK', words: '0001350694', hit: /bridgewater/i, at: /\/managers\/1350694$/ },
]

for (const { what, words, hit, at } of SEARCHES) {
  test(`${what} leads to what is meant`, async ({ page }) => {
    await page.goto('/about')
    const search = page.getByRole('banner').getByRole('combobox')
    await search.fill(words)
    await page.getByRole('option', { name: hit }).first().click()
    await expect(page).toHaveURL(at)
    await expect(search).toHaveValue('')
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  })
}

test('what there is not is said, not guessed', async ({ page }) => {
  await page.goto('/about')
  await page.getByRole('banner').getByRole('combobox').fill('qqqqqqqqqqqqxyz')
  await expect(page.getByRole('option', { name: 'Nothing found' })).toBeVisible()
})
