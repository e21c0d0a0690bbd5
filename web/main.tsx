import { render } from 'solid-js/web';
import './style/index.css';
import { App } from './app/app.tsx';
import { mendAddress } from './well-formed.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the console.');
mendAddress();
render(() => <App />, root);
