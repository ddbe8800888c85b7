import "./app.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { startRouter } from "./lib/route.svelte.ts";
import "./lib/theme.svelte.ts";

const target = document.getElementById("app");
if (target === null) throw new Error("the page has no place for the app");
startRouter();
mount(App, { target });
