import { render } from 'solid-js/web';
import './style/index.css';
import { mendAddress } from './address/well-formed.ts';
import { App } from './app/app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the console.');
mendAddress();
render(() => <App />, root);
