// The files that a paste means. A file that was copied comes with its name as words; words of a spreadsheet
// or a text program come with a picture of themselves, and with their looks.

type Pasted = Pick<DataTransfer, 'getData'> & { readonly files: Iterable<File> }

/** None where the words are what was copied. */
export function filesIn(data: Pasted | null): readonly File[] {
  const files = [...(data?.files ?? [])]
  if (data === null || files.length === 0) return []
  const html = data.getData('text/html')
  if (/<table/i.test(html) || html.replace(/<[^<>]*>/g, '').trim() !== '') return []
  const lines = data.getData('text/plain').split(/[\r\n]+/)
  const words = lines.map((line) => line.trim()).filter((line) => line !== '')
  return words.every((word) => files.some(({ name }) => isNameOf(name, word))) ? files : []
}

/** The name, the way to it, or its address; some programs leave the ending out. */
function isNameOf(name: string, word: string): boolean {
  const last = (/^file:/i.test(word) ? decoded(word) : word).split(/[/\\]/).at(-1) ?? ''
  return [name, name.replace(/\.[^.]*$/, '')].some((one) => one.normalize('NFC') === last.normalize('NFC'))
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
