// The page that a world is opened by: the same as every other, but it names what a world needs to be seen, so
// that a browser fetches all of that at once, and not one after the other as each file says what it imports.
import type { Plugin, Rolldown } from 'vite'

/** A Vite plugin that writes `world.html` beside `index.html`. */
export function worldPage(world: string): Plugin {
  return {
    name: 'inkland-shells',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const asset = bundle['index.html']
      if (asset?.type !== 'asset') throw new Error('The page was not built.')
      const page = String(asset.source)
      const links = filesOf(world, bundle)
        .filter((file) => !page.includes(file))
        .map((file) =>
          file.endsWith('.css')
            ? `    <link rel="stylesheet" crossorigin href="/${file}">\n`
            : `    <link rel="modulepreload" crossorigin href="/${file}">\n`,
        )
      if (links.length === 0) throw new Error('A world needs no files of its own.')
      const source = page.replace(/ *<\/head>/, (end) => `${links.join('')}${end}`)
      this.emitFile({ type: 'asset', fileName: 'world.html', source })
    },
  }
}

/** The file of a module, and the files that are loaded before it runs: its imports and their styles. */
function filesOf(module: string, bundle: Rolldown.OutputBundle): string[] {
  const files = new Set<string>()
  function add(chunk: Rolldown.OutputAsset | Rolldown.OutputChunk | undefined): void {
    if (chunk?.type !== 'chunk' || files.has(chunk.fileName)) return
    files.add(chunk.fileName)
    for (const name of chunk.viteMetadata?.importedCss ?? []) files.add(name)
    for (const name of chunk.imports) add(bundle[name])
  }
  add(Object.values(bundle).find((file) => file.type === 'chunk' && file.moduleIds.includes(module)))
  return [...files]
}
