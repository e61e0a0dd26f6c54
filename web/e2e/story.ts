import { expect, test as base, type Locator, type Page } from '@playwright/test'

interface Story {
  /** Fails a story in which the page complained: of an error, or of what its policy forbids. */
  quiet: undefined
  /** What it may complain of. */
  mayComplainOf: RegExp
}

export const test = base.extend<Story>({
  mayComplainOf: [/(?!)/, { option: true }],
  quiet: [
    async ({ page, mayComplainOf }, use) => {
      const complaints: string[] = []
      const note = (text: string) => {
        if (!BLOCKED_WORKER.test(text) && !mayComplainOf.test(text)) complaints.push(text)
      }
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') note(message.text())
      })
      page.on('pageerror', (error) => note(error.message))
      await use(undefined)
      expect(complaints, 'complaints of the page').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Playwright says so where a story keeps service workers out. */
const BLOCKED_WORKER = /Service Worker registration blocked by Playwright/

/** The rows of the one table with this caption, once they are there and stay. */
export async function rowsOf(page: Page, caption: RegExp): Promise<Locator> {
  await settled(page, caption)
  return page.getByRole('table', { name: caption }).locator('tbody').getByRole('row')
}

/** Waits until no rows of the table are on their way. */
export async function settled(page: Page, caption: RegExp): Promise<void> {
  const table = page.getByRole('table', { name: caption })
  await expect(page.locator('[aria-busy]').filter({ has: table })).toHaveAttribute('aria-busy', 'false')
}

/** The cells of a column, from the top; the column is told by its heading. */
export async function column(page: Page, caption: RegExp, heading: RegExp): Promise<string[]> {
  await settled(page, caption)
  const table = page.getByRole('table', { name: caption })
  const headings = await table.getByRole('columnheader').allInnerTexts()
  const at = headings.findIndex((text) => heading.test(text.replace(/\s+/g, ' ')))
  expect(at, `a column ${heading} among ${headings.join(' | ')}`).toBeGreaterThanOrEqual(0)
  const cells = await table.locator(`tbody tr > :nth-child(${at + 1})`).allInnerTexts()
  return cells.map((text) => text.trim())
}

/** A figure as it is shown: `▲+23.1`, `−1,234`. */
export function figure(text: string): number {
  return Number(text.replace(/[^\d.−-]/g, '').replace('−', '-'))
}
