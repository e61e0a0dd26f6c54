// The theme as chosen here, or as the system has it. `src/ui/theme.ts` goes on from there.
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('osd.theme')
  } catch {
    // Storage may be forbidden; the system's theme will do.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
