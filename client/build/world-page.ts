// The page that a world is opened by: the same as every other, but it names what a world needs to be seen, so
// that a browser fetches all of that at once, and not one after the other as each file says what it imports.
import type { Plugin, Rolldown } from 'vite'

/**
 * Chromium then compiles the functions of a script beside the page. Left to itself it stops the page for each
 * as it is called, and a slow phone shows a world later. It has to come first
 * (https://v8.dev/blog/explicit-compile-hints).
 */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad\n'

/** A Vite plugin that writes `world.html` beside `index.html`. */
export function worldPage(world: string): Plugin {
  return {
    name: 'inkland-world-page',
    apply: 'build',
    generateBundle: {
      // After Vite has written the page, and the names of files into the scripts.
      order: 'post',
      handler(_options, bundle) {
        const asset = bundle['index.html']
        if (asset?.type !== 'asset') throw new Error('The page was not built.')
        const page = String(asset.source)
        const chunks = [...chunksOf(world, bundle)]
        for (const chunk of chunks) chunk.code = COMPILE_HINT + chunk.code
        const sheets = chunks.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])
        const links = [
          ...sheets.map((file) => ['stylesheet', file]),
          ...chunks.map(({ fileName }) => ['modulepreload', fileName]),
        ]
          .filter(([, file = '']) => !page.includes(file))
          .map(([rel, file]) => `    <link rel="${rel}" crossorigin href="/${file}">\n`)
        if (links.length === 0) throw new Error('A world needs no files of its own.')
        const source = page.replace(/ *<\/head>/, (end) => `${links.join('')}${end}`)
        this.emitFile({ type: 'asset', fileName: 'world.html', source })
      },
    },
  }
}

/** The script of a module, and those that are loaded before it runs: its imports. */
function chunksOf(module: string, bundle: Rolldown.OutputBundle): ReadonlySet<Rolldown.OutputChunk> {
  const all = Object.values(bundle).filter((file) => file.type === 'chunk')
  const chunks = new Set(all.filter(({ moduleIds }) => moduleIds.includes(module)))
  for (const { imports } of chunks)
    for (const chunk of all) if (imports.includes(chunk.fileName)) chunks.add(chunk)
  return chunks
}
