import type { Page } from '@playwright/test'
import { forget, osd, serve, takeInWithout, type Served } from './program.ts'
import { expect, rowsOf, test } from './story.ts'

const LACKED = ['0009999999-25-000001', '0009999999-25-000002']

/** Orders are given here, so each story has a program of its own. */
let home: string
let served: Served

test.beforeEach(async () => {
  home = await takeInWithout(LACKED)
  served = await serve(home)
})

test.afterEach(async ({ page }) => {
  // It asks again and again, and would complain of a program that has stopped.
  await page.close()
  await served?.stop()
  if (home) await forget(home)
})

const said = (page: Page) => page.getByRole('status', { name: 'What the last order did' })
const kindOf = (page: Page, kind: string) =>
  page.getByRole('table', { name: 'Work by kind' }).getByRole('row').filter({ hasText: kind })

test('a kind of work is paused and resumed, by keys alone', async ({ page }) => {
  await page.goto(`${served.admin}/work`)
  const fetch = kindOf(page, 'fetch')
  await fetch.getByRole('button', { name: 'Pause fetch' }).focus()
  await page.keyboard.press('Enter')
  await expect(said(page)).toHaveText('1 kind of work was paused. Paused now: fetch.')
  await expect(fetch).toContainText('Paused')
  expect(await osd(home, 'work', 'kinds', '--format', 'json')).toContain('web:admin')

  const resume = fetch.getByRole('button', { name: 'Resume fetch' })
  await expect(resume).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(said(page)).toContainText('Nothing is paused now.')
  await expect(fetch).not.toContainText('Paused')
  expect(await osd(home, 'work', 'kinds', '--format', 'json')).not.toContain('web:admin')
})

test('what was given up says why, is tried again, and is canceled by who confirms it', async ({ page }) => {
  await page.goto(`${served.admin}/work`)
  const rows = (await rowsOf(page, /^Pieces of work$/)).filter({ hasText: 'fetch' })
  const first = rows.filter({ hasText: LACKED[0] })
  await expect(rows).toHaveCount(2)
  await expect(first).toContainText('Given up')
  await expect(first).toContainText('EDGAR has no submission')
  await first.getByRole('button', { name: /^Retry fetch/ }).click()
  await expect(said(page)).toHaveText('1 piece of work waits for a worker again.')
  await expect(first).toContainText('Waiting')

  await first.getByRole('button', { name: /^Cancel fetch/ }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Cancel fetch ${LACKED[0]}?` })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(first.getByRole('button', { name: /^Cancel fetch/ })).toBeFocused()
  await expect(first).toContainText('Waiting')

  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Cancel the work' }).click()
  await expect(said(page)).toContainText('was canceled')
  await expect(first).toContainText('Given up')
  await expect(first).toContainText('canceled by web:admin')

  await page.getByRole('button', { name: 'Retry all failed (2)' }).click()
  await expect(said(page)).toHaveText('2 pieces of work wait for a worker again.')
  await expect(rows.filter({ hasText: 'Waiting' })).toHaveCount(2)
})

test('what changes elsewhere is seen without doing anything', async ({ page }) => {
  await page.goto(`${served.admin}/work`)
  await rowsOf(page, /^Pieces of work$/)
  await expect(kindOf(page, 'read')).not.toContainText('Paused')
  await osd(home, 'work', 'pause', 'read')
  await expect(kindOf(page, 'read')).toContainText('Paused')
})

test.describe('at the public address', () => {
  test.use({ mayComplainOf: /404/ })

  test('the work is not there, and the page says where it is', async ({ page }) => {
    await page.goto(`${served.url}/work`)
    await expect(page.getByRole('main')).toContainText('osd serve --admin 127.0.0.1:8001')
    await expect(page.getByRole('main').getByRole('button')).toHaveCount(0)
    await page.getByRole('main').getByRole('link', { name: 'gaps' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Gaps')
  })
})
