import { expect, test as base, type Locator, type Page } from '@playwright/test'

interface Story {
  /** Fails a story in which the page complained: of an error, or of what its policy forbids. */
  quiet: undefined
  /** What it may complain of. */
  expectedComplaints: RegExp[]
}

export const test = base.extend<Story>({
  expectedComplaints: [[], { option: true }],
  quiet: [
    async ({ page, expectedComplaints }, use) => {
      const complaints: string[] = []
      const note = (text: string) => {
        if (!expectedComplaints.some((expected) => expected.test(text))) complaints.push(text)
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

/** The rows of the one table with this caption, once they are there and stay. */
export async function rowsOf(page: Page, caption: RegExp): Promise<Locator> {
  const table = page.getByRole('table', { name: caption })
  await settled(page, caption)
  return table.locator('tbody').getByRole('row')
}

/** Waits until no rows of the table are on their way. */
export async function settled(page: Page, caption: RegExp): Promise<void> {
  await expect(page.getByRole('region', { name: caption })).toHaveAttribute('aria-busy', 'false')
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
