// What a page does with its links: what is said of where one leads, and how one goes there.
import type { ArtifactId } from '../../shared/world/address.ts'
import { go, pathOfFloor } from '../app/route.ts'
import type { World } from '../floor/world.ts'
import { pictureSource, wayOf } from './links.ts'

export interface Ways {
  /** Where a link leads, as people say it, and whether one can go there. */
  readonly tell: (href: string) => { readonly words: string; readonly canGo: boolean }
  readonly follow: (href: string) => void
}

/** What is around a page: whose it is, its world, and how to go to a thing. */
export interface Around {
  readonly id: ArtifactId
  readonly world: World
  readonly goTo: (id: ArtifactId) => void
}

export function createWays(around: () => Around): Ways {
  return {
    tell(href) {
      const { view } = around().world
      const way = wayOf(href, location.origin)
      switch (way.kind) {
        case 'thing': {
          const thing = view.artifact(way.id)
          if (thing === null) return { words: 'The thing it led to is not here any more.', canGo: false }
          if (way.id === view.root) return { words: 'Leads to the floor of this world.', canGo: true }
          return {
            words: `Leads to ${thing.name === '' ? 'a thing without a name' : thing.name}.`,
            canGo: true,
          }
        }
        case 'world':
          return { words: `Leads to the world ${way.address}.`, canGo: true }
        case 'outside':
          return { words: `Opens ${way.site} in a new tab.`, canGo: true }
        case 'nowhere':
          return { words: 'This address leads nowhere from here.', canGo: false }
      }
    },
    follow(href) {
      const way = wayOf(href, location.origin)
      if (way.kind === 'outside') open(way.url, '_blank', 'noopener,noreferrer')
      else if (way.kind === 'world') go(pathOfFloor(way.address, way.floor))
      else if (way.kind === 'thing' && around().world.view.artifact(way.id) !== null) around().goTo(way.id)
    },
  }
}

/** Why a picture is not shown; null when it is. */
export function whyNoPicture(href: string): string | null {
  if (pictureSource(href, location.origin) !== null) return null
  return 'Pictures from elsewhere are not shown: whoever has them would learn who reads this page.'
}
