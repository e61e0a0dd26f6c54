import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** The title of the browser's window, as long as the page is shown. */
export function useHead(title: MaybeRefOrGetter<string>) {
  watchEffect(() => {
    const own = toValue(title)
    document.title = own ? `${own} · Open SEC Data` : 'Open SEC Data'
  })
}
