(()=>{"use strict";
const say=document.documentElement.dataset.sort||"{column}";
const key=cell=>cell.dataset.sort===undefined?cell.textContent.trim():isNaN(cell.dataset.sort)?cell.dataset.sort:Number(cell.dataset.sort);
const order=new Intl.Collator(document.documentElement.lang,{numeric:true});
document.querySelectorAll("table.figures").forEach(table=>{
  const body=table.tBodies[0],heads=[...table.tHead.rows[0].cells];
  if(body.rows.length<3)return;
  table.classList.add("sortable");
  heads.forEach((head,at)=>{
    const label=head.textContent.trim();if(!label)return;
    const button=document.createElement("button");button.type="button";button.textContent=label;button.title=say.replace("{column}",label);
    head.replaceChildren(button);
    button.addEventListener("click",()=>{
      const rows=[...body.rows].filter(row=>!row.classList.contains("total")),total=[...body.rows].filter(row=>row.classList.contains("total"));
      const figures=rows.some(row=>typeof key(row.cells[at])==="number"),was=head.getAttribute("aria-sort");
      const up=was?was==="descending":!figures;
      heads.forEach(other=>other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort",up?"ascending":"descending");
      const missing=value=>figures&&typeof value!=="number";
      rows.sort((a,b)=>{const x=key(a.cells[at]),y=key(b.cells[at]);
        if(missing(x)||missing(y))return missing(x)-missing(y);
        const c=figures?x-y:order.compare(x,y);return up?c:-c});
      body.append(...rows,...total);
    });
  });
});
const fit=new ResizeObserver(seen=>seen.forEach(({target})=>{target.tabIndex=target.scrollWidth>target.clientWidth?0:-1}));
document.querySelectorAll(".scroll").forEach(box=>fit.observe(box));
const links=new Map([...document.querySelectorAll("nav a")].map(a=>[a.hash.slice(1),a]));
if("IntersectionObserver"in window&&links.size){
  const sections=[...document.querySelectorAll("main>section")],visible=new Set();
  const watch=new IntersectionObserver(seen=>{
    seen.forEach(entry=>entry.isIntersecting?visible.add(entry.target):visible.delete(entry.target));
    const first=sections.find(section=>visible.has(section));if(!first)return;
    links.forEach((link,id)=>id===first.id?link.setAttribute("aria-current","true"):link.removeAttribute("aria-current"));
  },{rootMargin:"0px 0px -70% 0px"});
  sections.forEach(section=>watch.observe(section));
}
})();
