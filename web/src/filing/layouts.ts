/** The dress of an information table. */
export const LAYOUTS: Record<string, string> = {
  xml: 'XML',
  html: 'HTML',
  marked: 'Text, marked',
  aligned: 'Text, aligned',
  delimited: 'Text, delimited',
  ragged: 'Text, ragged',
  stacked: 'Text, stacked',
  text: 'Text',
}
