import { column, expect, figure, rowsOf, settled, test } from './story.ts'

const POSITIONS = /Positions at the end of Q2 2025/
const MANAGER = '/managers/1067983?period=2025Q2'

const descending = (figures: number[]) => figures.toSorted((a, b) => b - a)

test('any column sorts, and with Shift a second one beside it', async ({ page }) => {
  await page.goto(MANAGER)
  const heading = (name: RegExp) => page.getByRole('columnheader', { name })
  await expect(heading(/^Value \$/)).toHaveAttribute('aria-sort', 'descending')
  const values = (await column(page, POSITIONS, /^Value \$/)).map(figure)
  expect(values.length).toBeGreaterThan(20)
  expect(values).toEqual(descending(values))

  await heading(/^Issuer/)
    .getByRole('button')
    .first()
    .click()
  await expect(heading(/^Issuer/)).toHaveAttribute('aria-sort', 'ascending')
  await heading(/^Value \$/)
    .getByRole('button')
    .first()
    .click({ modifiers: ['Shift'] })
  await expect(page).toHaveURL(/sort=issuer(,|%2C)-value/)
  const lennar = (await rowsOf(page, POSITIONS)).filter({ hasText: 'LENNAR CORP' })
  const both = await lennar.allInnerTexts()
  expect(both).toHaveLength(2)
  expect(both[0]).toContain('7,048,993')
})

test('a filter narrows the table, is named above it, and is taken off again', async ({ page }) => {
  await page.goto(MANAGER)
  const all = await (await rowsOf(page, POSITIONS)).count()
  await page.getByRole('button', { name: /^Filter by Value(, \$)?$/ }).click()
  const form = page.getByRole('dialog', { name: /^Filter by Value(, \$)?$/ })
  await form.getByLabel(/At least/).fill('10bn')
  await form.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/filter=value(:|%3A)gte(:|%3A)10000000000/)
  await settled(page, POSITIONS)
  const rows = await rowsOf(page, POSITIONS)
  await expect(rows).toHaveCount(7)
  const values = (await column(page, POSITIONS, /^Value \$/)).map(figure)
  expect(Math.min(...values)).toBeGreaterThanOrEqual(10_000_000_000)
  const named = page.getByRole('group', { name: 'Filters' })
  await expect(named).toContainText('Value')
  await named.getByRole('button', { name: 'Take all off' }).click()
  await expect(named).toHaveCount(0)
  await expect(rows).toHaveCount(all)
})

test('columns are chosen, and stay chosen', async ({ page }) => {
  await page.goto(MANAGER)
  const cusip = page.getByRole('columnheader', { name: /^CUSIP/ })
  await settled(page, POSITIONS)
  await expect(cusip).toHaveCount(0)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('dialog', { name: 'Columns' }).getByRole('checkbox', { name: 'CUSIP' }).click()
  await expect(cusip).toHaveCount(1)
  await page.reload()
  await expect(cusip).toHaveCount(1)
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('button', { name: 'As at first' }).click()
  await expect(cusip).toHaveCount(0)
})

test('the address holds everything, and the way back leads through it', async ({ page, context }) => {
  await page.goto(MANAGER)
  await page.getByText('Grew most, %', { exact: true }).click()
  await expect(page).toHaveURL(/sort=-amount_change_pct/)
  await page.getByRole('searchbox', { name: /Issuer, ticker or CUSIP/ }).fill('corp')
  await expect(page).toHaveURL(/search=corp/)
  await settled(page, POSITIONS)
  const seen = await column(page, POSITIONS, /^Issuer/)
  expect(seen.length).toBeGreaterThan(3)
  expect(seen.every((issuer) => /corp/i.test(issuer))).toBe(true)

  const elsewhere = await context.newPage()
  await elsewhere.goto(page.url())
  expect(await column(elsewhere, POSITIONS, /^Issuer/)).toEqual(seen)
  await expect(elsewhere.getByRole('searchbox', { name: /Issuer, ticker or CUSIP/ })).toHaveValue('corp')

  await page.goBack()
  await expect(page).not.toHaveURL(/sort=/)
  await expect(page.getByRole('columnheader', { name: /^Value \$/ })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
})

test('pages of a long table are gone through, and one can be linked to', async ({ page }) => {
  await page.goto(`${MANAGER}&limit=25`)
  const first = await column(page, POSITIONS, /^Issuer/)
  expect(first).toHaveLength(25)
  await page.getByRole('button', { name: 'Next page' }).click()
  await expect(page).toHaveURL(/page=2/)
  await settled(page, POSITIONS)
  await expect(page.getByText(/^26–\d+ of \d+ positions$/)).toBeVisible()
  await page.goBack()
  await expect(page).not.toHaveURL(/page=2/)
  expect(await column(page, POSITIONS, /^Issuer/)).toEqual(first)
})

test('JSON and CSV have the same rows in the same order as the table', async ({ page, request }) => {
  await page.goto(`${MANAGER}&sort=-amount_change_pct&filter=change:in:ADD,REDUCE`)
  const issuers = (await column(page, POSITIONS, /^Issuer/)).map((text) => text.split('\n')[0]?.trim())
  expect(issuers.length).toBeGreaterThan(5)

  const address = async (name: RegExp) => (await page.getByRole('link', { name }).getAttribute('href')) ?? ''
  const json = await request.get(await address(/as JSON/))
  expect(json.headers()['content-type']).toContain('application/json')
  const { positions } = (await json.json()) as { positions: { issuer: string }[] }
  expect(positions.map((one) => one.issuer)).toHaveLength(issuers.length)
  positions.forEach(({ issuer }, at) => expect(issuers[at]).toContain(issuer))

  const csv = await request.get(await address(/^CSV of all/))
  expect(csv.headers()['content-type']).toContain('text/csv')
  expect(csv.headers()['content-disposition']).toMatch(/attachment; filename=".+\.csv"/)
  const [head = '', ...lines] = (await csv.text()).trim().split(/\r?\n/)
  const at = head.split(',').indexOf('issuer')
  expect(at).toBeGreaterThanOrEqual(0)
  expect(lines).toHaveLength(positions.length)
  lines.forEach((line, row) => expect(line).toContain(positions[row]?.issuer ?? '?'))
})
