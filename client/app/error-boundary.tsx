// Shown when the interface itself fails. Edits are on the device already, so loading again is safe.
import { Component, type ReactNode } from 'react'
import { Calm } from '../parts/calm.tsx'

interface State {
  readonly failed: boolean
}

export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <Calm
        title="Something went wrong"
        text="Something on this page broke. What you wrote is kept. Load the page again to carry on."
      >
        <button type="button" className="button button-main" onClick={() => location.reload()}>
          Load again
        </button>
      </Calm>
    )
  }
}
