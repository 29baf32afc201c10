// One's work on this device: how much, since when, its obstacles, how much room there is, and the possible
// actions.
import { Download, HardDrive } from 'lucide-react'
import type { ReactNode } from 'react'
import { Ago } from '../parts/ago.tsx'
import { useInstall } from '../browser/install-offer.ts'
import { bytesInWords, useSpace } from '../browser/device-space.ts'
import { count } from '../words/counts.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import type { UnsavedState } from '../replica/sync-state.ts'
import { unsavedWords, tabsWords, TROUBLE_WORDS } from './kept-words.ts'
import { saveWork } from '../session/work-file.ts'
import { useUnsavedState } from '../world/use-keeping.ts'
import './kept-here.css'

export function UnsavedPanel() {
  const { replica } = useWorld()
  const keeping = useUnsavedState(replica)
  const { changes, trouble, otherTabs } = keeping
  return (
    <div className="kept">
      {trouble !== null && (
        <p className="trouble">
          {TROUBLE_WORDS[trouble].what} {TROUBLE_WORDS[trouble].way}
        </p>
      )}
      <dl className="kept-facts">
        {changes > 0 && <Unsaved keeping={keeping} />}
        <SpaceFacts />
      </dl>
      {otherTabs > 0 && <p className="kept-note">{tabsWords(otherTabs)}</p>}
      <div className="sheet-ways">
        {changes > 0 && (
          <Button onClick={() => saveWork(replica)}>
            <Download size={16} aria-hidden="true" /> Save as a file
          </Button>
        )}
        <InstallButton />
      </div>
    </div>
  )
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="kept-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Unsaved({ keeping }: { readonly keeping: UnsavedState }) {
  const { changes, since } = keeping
  return (
    <>
      <Fact label="Not on the server">
        {count(changes, 'change')}
        {since !== null && (
          <>
            , first <Ago at={since} />
          </>
        )}
      </Fact>
      <Fact label="On this device">{unsavedWords(keeping)}</Fact>
    </>
  )
}

function SpaceFacts() {
  const { space, answer, ask } = useSpace()
  if (space === null) return null
  const { used, left, isPromised } = space
  return (
    <>
      {used !== null && (
        <Fact label="Space used">
          {bytesInWords(used)}
          {left !== null && ` of about ${bytesInWords(used + left)}`}
        </Fact>
      )}
      {isPromised !== null && (
        <Fact label="Kept here">
          {isPromised ? 'until you remove it' : 'until the browser needs the space'}
          {!isPromised && answer === null && (
            <button type="button" className="kept-ask" onClick={ask}>
              Ask the browser to keep it
            </button>
          )}
          {!isPromised && answer === 'no' && (
            <span className="kept-answer">
              The browser will not promise that yet. It may once you come here often, or install Inkland.
            </span>
          )}
        </Fact>
      )}
    </>
  )
}

function InstallButton() {
  const install = useInstall()
  return (
    install && (
      <Button onClick={install}>
        <HardDrive size={16} aria-hidden="true" /> Install as an app
      </Button>
    )
  )
}
