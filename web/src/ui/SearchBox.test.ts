import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import SearchBox from './SearchBox.vue'

const hits = [
  { key: 'm1', label: 'BERKSHIRE HATHAWAY INC', kind: 'Manager' },
  { key: 's1', label: 'BERKSHIRE HATHAWAY INC DEL', kind: 'Security' },
]

function box(given = {}) {
  return mount(SearchBox, {
    props: { modelValue: 'berk', hits, isSearching: false, label: 'Find', hotkey: true, ...given },
    attachTo: document.body,
  })
}

it('goes through its hits by arrows, round and round, and follows one by Enter', async () => {
  const page = box()
  const field = page.get('input')
  await field.trigger('focus')
  const chosen = () => page.find(`[id="${field.attributes('aria-activedescendant')}"] .label`).text()
  expect(field.attributes('aria-expanded')).toBe('true')
  expect(chosen()).toBe('BERKSHIRE HATHAWAY INC')
  await field.trigger('keydown', { key: 'ArrowUp' })
  expect(chosen()).toBe('BERKSHIRE HATHAWAY INC DEL')
  await field.trigger('keydown', { key: 'Enter' })
  expect(page.emitted('choose')).toEqual([[hits[1]]])
  expect(field.attributes('aria-expanded')).toBe('false')
  page.unmount()
})

it('closes by Escape, and is emptied by a second', async () => {
  const page = box()
  const field = page.get('input')
  await field.trigger('focus')
  await field.trigger('keydown', { key: 'Escape' })
  expect(field.attributes('aria-expanded')).toBe('false')
  await field.trigger('keydown', { key: 'Escape' })
  expect(page.emitted('update:modelValue')).toEqual([['']])
  page.unmount()
})

it('is come to by a slash, but not out of another field', () => {
  const page = box()
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }))
  expect(document.activeElement).toBe(page.get('input').element)
  page.unmount()
})

it('says that nothing was found, once it is known', () => {
  expect(box({ hits: [], isSearching: true }).text()).toContain('Searching')
  expect(box({ hits: [] }).text()).toContain('Nothing found')
})
