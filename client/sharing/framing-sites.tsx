// The sites whose pages may show a world at work, and the code for those pages.
import { X } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'
import { frameOf } from '../../shared/folder/world-frame.ts'
import { SITES_MAX } from '../../shared/world/framing.ts'
import { openTo } from '../api/sharing-api.ts'
import { copyText } from '../notices/copy-text.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { useTitle } from '../world/context/use-world.ts'
import type { SharingProps } from './frame/share-part.tsx'

export function FramingSites({ address, sharing: { sites }, change }: SharingProps) {
  const title = useTitle()
  const { html } = frameOf({ origin: location.origin, address, title, isAtWork: true })
  const set = (next: readonly string[]): Promise<boolean> =>
    change(
      () => openTo(address, { sites: [...next] }),
      (before) => ({ ...before, sites: next.length < sites.length ? [...next] : before.sites }),
    )
  return (
    <>
      <div className="share-line">
        <span className="share-who">
          <span className="share-name">At work on a page of another site</span>
          <span className="share-account">
            {sites.length === 0
              ? 'Name a site, such as your school’s: its pages can then show this world to be used right there, by guests, who can do what anyone at all can'
              : 'whoever comes there is a guest, and can do what anyone at all can'}
          </span>
        </span>
        {sites.length > 0 && (
          <Button
            aria-label="Copy code for this world at work"
            onClick={() => copyText(html, 'The code is copied. Put it into a page of one of these sites.')}
          >
            Copy code
          </Button>
        )}
      </div>
      {sites.length > 0 && (
        <ul className="share-sites" aria-label="Sites that show this world at work">
          {sites.map((site) => (
            <li key={site} className="share-line">
              <span className="share-who">{site}</span>
              <IconButton
                label={`Take ${site} off the list`}
                onClick={() => void set(sites.filter((other) => other !== site))}
              >
                <X size={17} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {sites.length < SITES_MAX && <AddSite onAdd={(site) => set([...sites, site])} />}
    </>
  )
}

function AddSite({ onAdd }: { readonly onAdd: (site: string) => Promise<boolean> }) {
  const [text, setText] = useState('')
  const hint = useId()
  function add(event: FormEvent): void {
    event.preventDefault()
    void onAdd(siteIn(text)).then((isKept) => isKept && setText(''))
  }
  return (
    <form className="share-add" onSubmit={add}>
      <input
        className="field-input"
        type="text"
        inputMode="url"
        aria-label="Site to add"
        aria-describedby={hint}
        placeholder="https://school.example"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button type="submit" disabled={text.trim() === ''}>
        Add
      </Button>
      <p className="share-hint" id={hint}>
        The site’s address; of a page’s, its beginning is taken.
      </p>
    </form>
  )
}

/** The origin of what somebody typed or pasted; whether it may be named is the server's to say. */
function siteIn(text: string): string {
  const typed = text.trim()
  const origin = URL.parse(/^\w+:\/\//.test(typed) ? typed : `https://${typed}`)?.origin ?? 'null'
  return origin === 'null' ? typed : origin
}
