// The code that this screen and that of another node show while the two are linked, and the admin's answer
// about it.
import { useState } from 'react'
import type { PairingInfo } from '../../../shared/wire/peers/pairing-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { sayOfCodes } from '../../api/nearby-api.ts'
import './nearby.css'

interface PairingCodeProps {
  readonly pairing: Exclude<PairingInfo, { state: 'none' }>
  readonly onChange: () => void
}

export function CodePanel({ pairing, onChange }: PairingCodeProps) {
  return (
    <section className="pairing" aria-label={`Linking with ${pairing.node}`} aria-live="polite">
      <Inside pairing={pairing} onChange={onChange} />
    </section>
  )
}

function Inside({ pairing, onChange }: PairingCodeProps) {
  const { node } = pairing
  switch (pairing.state) {
    case 'beginning':
      return <p className="pairing-text">Asking {node} for a code…</p>
    case 'comparing':
      return <Compare pairing={pairing} onChange={onChange} />
    case 'linked':
      return (
        <p className="pairing-text">
          <b>{node}</b> and this node are linked. Each allows the other.
        </p>
      )
    case 'over':
      return <p className="pairing-text">{pairing.why}</p>
  }
}

interface CompareProps {
  readonly pairing: Extract<PairingInfo, { state: 'comparing' }>
  readonly onChange: () => void
}

function Compare({ pairing, onChange }: CompareProps) {
  const { id, node, code, isAgreedHere, isAgreedThere, isTheirs } = pairing
  const [trouble, setTrouble] = useState<string | null>(null)
  const say = (isSame: boolean): void => {
    sayOfCodes({ id, code, isSame }).then(onChange, (error: unknown) => {
      setTrouble(wordsOf(error))
      onChange()
    })
  }
  return (
    <>
      <h2 className="pairing-title">{isTheirs ? `${node} wants to link` : `Linking with ${node}`}</h2>
      <p className="pairing-text">
        An admin of <b>{node}</b> sees a code on the same page there. Look at it, or have them read it to you.
        Is it this one?
      </p>
      <p className="pairing-code">
        <span className="pairing-half">{code.slice(0, 3)}</span> <span>{code.slice(3)}</span>
      </p>
      <Trouble text={trouble} />
      {isAgreedHere ? (
        <p className="pairing-text">You said it is. Now someone has to confirm it on {node}.</p>
      ) : (
        <>
          {isAgreedThere && <p className="pairing-text">Someone on {node} said it is.</p>}
          <div className="pairing-ways">
            <Button look="main" onClick={() => say(true)}>
              The codes match
            </Button>
            <Button onClick={() => say(false)}>They do not match</Button>
          </div>
        </>
      )}
    </>
  )
}
