// Words of another program, with their looks as Markdown. The code for that is fetched with the first of
// them.
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'

/** `plain` where there are no looks worth keeping; pictures that cannot come along are told. */
export async function readPastedWords(html: string, plain: string): Promise<string> {
  if (html === '') return plain
  // Where its looks cannot be read, the words are pasted without them.
  const { markdown, lostPictures } = await import('../../markdown/from-html.ts')
    .then(({ markdownFrom }) => markdownFrom(html, plain))
    .catch(() => ({ markdown: null, lostPictures: 0 }))
  if (lostPictures > 0) tellLost(lostPictures)
  return markdown ?? plain
}

function tellLost(pictures: number): void {
  const [are, them, each] = pictures === 1 ? ['is', 'it', 'it'] : ['are', 'them', 'each']
  const text = `${count(pictures, 'picture')} ${are} missing: the other program kept ${them} to itself.`
  const advice = `Copy ${each} alone and paste it here, or save ${each} and drop the file here.`
  notify({ text: `${text} ${advice}`, timeoutMs: 0 })
}
