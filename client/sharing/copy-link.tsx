// The first thing in the panel: a link to this world, what it gives in one sentence, and *Copy link*.
import { Link2 } from 'lucide-react'
import { useState } from 'react'
import type { OpenRight, Sharing } from '../../shared/wire/api/sharing-bodies.ts'
import { atLeast } from '../../shared/world/rights.ts'
import type { Address } from '../../shared/world/address.ts'
import { makeLink } from '../api/sharing-api.ts'
import { pathOfWorld } from '../navigation/route.ts'
import { copyText } from '../notices/copy-text.ts'
import { Button } from '../parts/button.tsx'
import { Choose } from '../parts/choose.tsx'
import { ReachNote } from '../parts/links/reach-note.tsx'
import { ShownLink } from '../parts/links/shown-link.tsx'
import { untilOf } from '../words/link-spans.ts'
import { CAN, LINK_RIGHTS, WHOEVER_COMES } from '../words/right-words.ts'
import type { SharingProps } from './frame/share-part.tsx'

const GIVEN = [
  ...LINK_RIGHTS.map((value) => ({ value, label: CAN[value] })),
  { value: 'none' as const, label: 'must be let in' },
]

const FOR_THOSE_LET_IN = 'It opens this world for everyone who is allowed to see it. Others can knock.'

export const linkOf = (address: Address, secret?: string): string =>
  `${location.origin}${pathOfWorld(address)}${secret === undefined ? '' : `#key=${encodeURIComponent(secret)}`}`

/** For people who cannot decide what it gives. */
export function CopyPlainLink({ address, gives = FOR_THOSE_LET_IN }: PlainLinkProps) {
  const [isShown, setShown] = useState(false)
  const link = linkOf(address)
  return (
    <section className="share-part share-link" aria-label="Link">
      <p className="share-hint">{gives}</p>
      <CopyButton
        onCopy={() => {
          setShown(true)
          copyText(link, 'The link is copied.')
        }}
      />
      {isShown ? <Shown link={link} onDone={() => setShown(false)} /> : <ReachNote />}
    </section>
  )
}

interface PlainLinkProps {
  readonly address: Address
  /** What it gives, a sentence. */
  readonly gives?: string
}

export function CopyLink({ address, sharing, change }: SharingProps) {
  const [right, setRight] = useState<OpenRight>('act')
  /** The links that were copied here, by what they give: their secrets are told once. */
  const [made, setMade] = useState<Readonly<Record<string, { readonly id: string; readonly link: string }>>>(
    {},
  )
  const [shown, setShown] = useState<string | null>(null)
  const isPlain = right === 'none' || atLeast(sharing.public, right)
  const known = made[right]
  const has = known !== undefined && sharing.links.some(({ id }) => id === known.id) ? known.link : null

  function show(link: string): void {
    setShown(link)
    copyText(link, 'The link is copied.')
  }
  function copy(): void {
    if (isPlain) return show(linkOf(address))
    if (has !== null) return show(has)
    void change(async (): Promise<Sharing> => {
      const until = untilOf('week', Date.now())
      const { sharing: next, id, secret } = await makeLink(address, { right, label: '', until })
      const link = linkOf(address, secret)
      setMade((before) => ({ ...before, [right]: { id, link } }))
      show(link)
      return next
    })
  }
  return (
    <section className="share-part share-link" aria-label="Link">
      <div className="share-ways">
        <Choose
          label="What whoever has the link can do"
          value={right}
          options={GIVEN}
          onChoose={(next) => {
            setRight(next)
            setShown(null)
          }}
        />
        <CopyButton onCopy={copy} />
      </div>
      <p className="share-hint">{givesWords(right, isPlain)}</p>
      {shown === null ? <ReachNote /> : <Shown link={shown} onDone={() => setShown(null)} />}
    </section>
  )
}

/** What a link gives, for the person who copies it. */
function givesWords(right: OpenRight, isPlain: boolean): string {
  if (right === 'none') return FOR_THOSE_LET_IN
  return `${WHOEVER_COMES[right]}${isPlain ? '' : ' It works for a week, or until you take it back below.'}`
}

const CopyButton = ({ onCopy }: { readonly onCopy: () => void }) => (
  <Button look="main" onClick={onCopy}>
    <Link2 size={16} aria-hidden="true" /> Copy link
  </Button>
)

const Shown = (props: { readonly link: string; readonly onDone: () => void }) => (
  <div className="share-shown">
    <ShownLink label="The copied link" {...props} />
  </div>
)
