// Tells the service worker, at build time, which files the app is made of and a version that changes with any
// of them.
import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

const PLACEHOLDER = '__INKLAND_BUILD__'
/** Alphabets that most people do not need at first; the worker keeps them when they are used. */
const LATER = /-(?:cyrillic|cyrillic-ext|greek|greek-ext|vietnamese|latin-ext)-[^/]*\.woff2$/
/** What the node alone reads. */
const OF_NODE = ['drawings.json', 'world.html']
/** Files that are not built. The manifest's pictures are for people who install it, with a network. */
const PUBLIC = ['/theme.js', '/manifest.webmanifest', '/icon.svg', '/icon-192.png', '/icon-512.png']

/** A Vite plugin that puts the list of built files into the worker. */
export function precache(): Plugin {
  return {
    name: 'inkland-precache',
    apply: 'build',
    generateBundle: {
      // After the pages are written.
      order: 'post',
      async handler(_options, bundle) {
        const worker = bundle['sw.js']
        if (worker?.type !== 'chunk') throw new Error('The worker was not built.')
        const names = Object.keys(bundle).filter(
          (name) => name !== 'sw.js' && !OF_NODE.includes(name) && !LATER.test(name),
        )
        const files = [
          '/',
          ...names.filter((name) => name !== 'index.html').map((name) => `/${name}`),
          ...PUBLIC,
        ]
        const build = JSON.stringify({ version: await fingerprint(bundle), files, inside: hashesIn(bundle) })
        worker.code = worker.code.replace(new RegExp(`["'\`]${PLACEHOLDER}["'\`]`), () =>
          JSON.stringify(build),
        )
        if (!worker.code.includes('/theme.js'))
          throw new Error('The worker has no place for the list of files.')
      },
    },
  }
}

/** The hashes of what stands inside of the page of a world that devices keep, as its policy names them. */
function hashesIn(bundle: Rolldown.OutputBundle): Record<'script' | 'style', string> {
  const page = bundle['world-kept.html']
  if (page?.type !== 'asset') throw new Error('The page of a world that devices keep was not built.')
  const of = (tag: string): string =>
    Array.from(
      String(page.source).matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs')),
      ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    ).join(' ')
  return { script: of('script'), style: of('style') }
}

async function fingerprint(bundle: Rolldown.OutputBundle): Promise<string> {
  const parts = Object.values(bundle).map(
    (file) => `${file.fileName} ${file.type === 'chunk' ? file.code : String(file.source)}`,
  )
  const bytes = new TextEncoder().encode(parts.sort().join('\n'))
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Buffer.from(digest).toString('hex').slice(0, 16)
}
