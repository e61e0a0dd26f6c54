import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import PeriodSelect from './PeriodSelect.vue'

const periods = ['2025Q2', '2025Q1', '2024Q4']

function select(modelValue: string) {
  return mount(PeriodSelect, { props: { modelValue, periods } })
}

it('steps to the period before and after among those that there are', async () => {
  const page = select('2025Q1')
  await page.get('[aria-label="Earlier: Q4 2024"]').trigger('click')
  await page.get('[aria-label="Later: Q2 2025"]').trigger('click')
  await page.get('select').setValue('2025Q2')
  expect(page.emitted('update:modelValue')).toEqual([['2024Q4'], ['2025Q2'], ['2025Q2']])
})

it('goes no further than the latest', () => {
  expect(select('2025Q2').get('[aria-label="Later period"]').attributes('disabled')).toBeDefined()
})

it('shows a period of the address for which there is nothing', () => {
  const page = select('1997Q3')
  expect((page.get('select').element as HTMLSelectElement).value).toBe('1997Q3')
  expect(page.findAll('option')).toHaveLength(4)
})
