import { computed } from 'vue'
import { isDark } from '../theme'

/** The colors of the theme, for what is drawn and not styled. */
export const palette = computed(() => {
  // Read again when the theme changes.
  void isDark.value
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    ink: token('--ink'),
    soft: token('--ink-soft'),
    line: token('--line'),
    paper: token('--paper'),
    raised: token('--paper-raised'),
    up: token('--up'),
    down: token('--down'),
    series: token('--series').split(/,\s*/),
  }
})

export const FONT = "'Inter Variable', system-ui, sans-serif"
/** What the browser may not be told in HTML (our content security policy) is drawn. */
export const TOOLTIP = { renderMode: 'richText', confine: true, transitionDuration: 0 } as const
