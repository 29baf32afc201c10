// Which pages of a world lead to a thing: by its id, or by what it is called.
import { GFM, parser } from '@lezer/markdown'
import type { ArtifactId } from '../world/address.ts'
import { pageOf } from '../world/page.ts'
import type { View } from '../world/view.ts'
import { wayIn } from './links.ts'
import { isNamed, namedLinks } from './named-links.ts'
import { mayMean, readNamedLink, thingNamed } from './page-names.ts'

const markdown = parser.configure([GFM, namedLinks])

/** The things whose pages lead to one, by name; not itself. */
export function backlinksOf(view: View, id: ArtifactId): readonly ArtifactId[] {
  const found: { readonly id: ArtifactId; readonly name: string }[] = []
  for (const { id: from, name, avatar } of view.artifacts()) {
    if (from === id || avatar != null) continue
    if (leadsTo(view, pageOf(view, from) ?? '', id)) found.push({ id: from, name })
  }
  return found.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
}

function leadsTo(view: View, page: string, id: ArtifactId): boolean {
  // Most pages say neither, and are not read.
  if (!page.includes(`#${id}`) && !page.includes('[[')) return false
  let leads = false
  markdown.parse(page).iterate({
    enter({ name, node }) {
      if (leads) return false
      if (name !== 'Link' && name !== 'LinkReference') return true
      const url = node.getChild('URL')
      const written = url ? page.slice(url.from, url.to).replace(/^<(.*)>$/, '$1') : page.slice(node.from, node.to)
      leads = url ? wayIn(written)?.id === id : isNamed(written) && means(view, written, id)
      return true
    },
  })
  return leads
}

function means(view: View, written: string, id: ArtifactId): boolean {
  const name = readNamedLink(written)?.name ?? ''
  return mayMean(view, name, id) && thingNamed(view, name) === id
}
