// The page that a world is opened by: the same as every other, but it names what a world needs to be seen, so
// that a browser fetches all of that at once, and not one after the other as each file says what it imports.
// The one that a device keeps has its sheets and its first script inside: words wait for nothing else.
import { readFileSync } from 'node:fs'
import type { Plugin, Rolldown } from 'vite'

/**
 * Chromium then compiles the functions of a script beside the page. Left to itself it stops the page for each
 * as it is called, and a slow phone shows a world later. It has to come first
 * (https://v8.dev/blog/explicit-compile-hints).
 */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad\n'

/** The files that a world is seen by. */
const FIRST = ['rolldown-runtime', 'start', 'world']

const SHEET = / *<link rel="stylesheet"[^>]*>\n/g

/** A Vite plugin that writes `world.html` beside `index.html`. */
export const worldPage = (): Plugin => ({
  name: 'inkland-world-page',
  apply: 'build',
  generateBundle: {
    // After Vite has written the page, and the names of files into the scripts.
    order: 'post',
    handler(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const first = chunks.filter(({ name }) => FIRST.includes(name))
      const [page, world] = [bundle['index.html'], first.find(({ name }) => name === 'world')]
      if (page?.type !== 'asset' || !world) throw new Error('The page of a world was not built.')
      for (const chunk of first) chunk.code = COMPILE_HINT + chunk.code
      const linkTo = (rel: string, file: string): string =>
        `    <link rel="${rel}" crossorigin href="/${file}">\n`
      const own = [...(world.viteMetadata?.importedCss ?? [])].map((sheet) => linkTo('stylesheet', sheet))
      // Nothing is painted before the sheets are there, and a browser fetches six files at once.
      const sheets = [...(String(page.source).match(SHEET) ?? []), ...own].join('')
      const source = String(page.source)
        .replaceAll(SHEET, '')
        .replace(/ *<title>/, (begin) => `${sheets}${begin}`)
        .replace(/ *<\/head>/, (end) => `${linkTo('modulepreload', world.fileName)}${end}`)
      this.emitFile({ type: 'asset', fileName: 'world.html', source })
      this.emitFile({ type: 'asset', fileName: 'world-kept.html', source: withInside(source, bundle) })
    },
  },
})

const THEME = '<script src="/theme.js"></script>'

/** A sheet that is there is not fetched again by a part of the app that names it. */
function withInside(page: string, bundle: Rolldown.OutputBundle): string {
  const theme = readFileSync(new URL('../public/theme.js', import.meta.url), 'utf8')
  return page
    .replace(THEME, () => `<script>${theme}</script>`)
    .replaceAll(/<link rel="stylesheet" crossorigin href="\/([^"]*)">/g, (link, name: string) => {
      const sheet = bundle[name]
      if (sheet?.type !== 'asset') throw new Error('A sheet of the page was not built.')
      return `<style>${String(sheet.source)}</style>${link.replace('>', ' disabled>')}`
    })
}
